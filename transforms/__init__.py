"""From what was read to what it says: observations with SDMX keys, and the checks on them."""
