"""`make bench`: our reading beside quantulum3, recognizers-text and duckling, on the same texts, in one run.

Each program runs in a process of its own, one after the other, on one core: it reads all the texts once to get warm, then as often as
fits into some seconds. Ours goes the whole way from text to observations; the peers find quantities, duckling times as well, which ours reads too. They are installed into
.venv-peers and are no dependency of the project.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = ("quantulum3", "recognizers", "duckling")


def ours(texts: list[str]) -> Callable[[], object]:
    """Text to observations: pages of the texts, read with the catalogue."""
    from extractors import figures
    from extractors.catalog import load_catalog
    from extractors.records import Block, Page

    catalog = load_catalog()
    pages = [
        Page("own", str(i), "", "", "en", None, t, (Block("paragraph", 0, len(t)),), (), "", "", "fragment")
        for i, t in enumerate(texts)
    ]
    return lambda: [figures.read(page, catalog, "2024-01-01") for page in pages]


def quantities(texts: list[str]) -> Callable[[], object]:
    """Our grammar of quantities alone."""
    from extractors.quantities import read

    return lambda: [read(t, "en") for t in texts]


def quantulum3(texts: list[str]) -> Callable[[], object]:
    from quantulum3 import parser  # type: ignore[import-not-found]

    return lambda: [parser.parse(t) for t in texts]


def recognizers(texts: list[str]) -> Callable[[], object]:
    from recognizers_number import recognize_number, recognize_percentage  # type: ignore[import-not-found]
    from recognizers_number_with_unit import recognize_currency, recognize_dimension  # type: ignore[import-not-found]

    read = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension)
    return lambda: [f(t, "en-us") for t in texts for f in read]


def duckling(texts: list[str]) -> Callable[[], object]:
    from duckling import (  # type: ignore[import-not-found]
        Context,
        default_locale_lang,
        get_current_ref_time,
        load_time_zones,
        parse,
        parse_dimensions,
        parse_lang,
        parse_locale,
    )

    zones = load_time_zones("/usr/share/zoneinfo")
    locale = parse_locale("EN_US", default_locale_lang(parse_lang("EN")))
    context = Context(get_current_ref_time(zones, "Asia/Ho_Chi_Minh"), locale)
    wanted = parse_dimensions(["amount-of-money", "number", "quantity", "time"])
    return lambda: [parse(t, context, wanted, False) for t in texts]


RUNNERS = {
    "ours": ours,
    "quantities": quantities,
    "quantulum3": quantulum3,
    "recognizers": recognizers,
    "duckling": duckling,
}


def measure(name: str, texts: list[str], seconds: float) -> float:
    """Texts a second of one program, warm."""
    run = RUNNERS[name](texts)
    run()
    rounds, begun = 0, time.process_time()
    while rounds == 0 or time.process_time() - begun < seconds:
        run()
        rounds += 1
    return rounds * len(texts) / (time.process_time() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--peers", type=Path, default=ROOT / ".venv-peers" / "bin" / "python", help="Python with the peers"
    )
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument(
        "--only", choices=sorted(RUNNERS), help="measure one program and print its rate (used by the run itself)"
    )
    parser.add_argument(
        "--texts", type=Path, help="JSON list of texts; default: the running text of the sample's English pages"
    )
    args = parser.parse_args()
    if args.only:
        texts = json.loads(args.texts.read_text(encoding="utf-8"))
        print(measure(args.only, texts, args.seconds))
        return
    texts_file = args.texts or _texts()
    rates: dict[str, float] = {}
    for name in RUNNERS:
        python = args.peers if name in PEERS else Path(sys.executable)
        command = [str(python), __file__, "--only", name, "--texts", str(texts_file), "--seconds", str(args.seconds)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
            check=False,
        )
        if done.returncode:
            print(
                f"{name}: not measured: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no output'}"
            )
            continue
        rates[name] = float(done.stdout.strip().splitlines()[-1])
    number = len(json.loads(texts_file.read_text(encoding="utf-8")))
    print(f"{number} texts, one core, warm")
    for name, rate in rates.items():
        beside = f"   ours is {rates['ours'] / rate:.1f} times as fast" if name in PEERS and "ours" in rates else ""
        print(f"{name:12} {rate:8.1f} texts/s{beside}")


def _texts() -> Path:
    """The English sample pages' text, cut to articles of news length, in a file beside the peers."""
    from accuracy.goldset import gold_pages

    from extractors.catalog import load_catalog

    texts = [e.page.text for e in gold_pages(load_catalog()) if e.language == "en"][:20]
    path = ROOT / ".venv-peers" / "texts.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(texts), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
