"""`python -m flows.cli` is `bacninh`."""

from flows.cli import main

if __name__ == "__main__":
    main()
