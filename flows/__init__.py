"""Prefect flows and the command line; they string the stages together and hold no rule of their own."""
