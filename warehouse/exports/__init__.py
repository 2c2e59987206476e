"""A release as files for other tools: Parquet, CSV, SDMX-CSV 2.0 with its structure, a Frictionless data package."""
