"""What a cell of a statistical table is, by the layout alone: header path and row label, unit line, caption.

A statistical table says its dimensions in a regular way, once for a row and once for a column. Each label is read once
by the lexicon (`extractors.lexicon`); a cell is the two put together: what the nearest words say counts (header and
label, then the group, the row above that a part belongs to, caption, heading, title). A cell is settled only where
nothing is left open: a word that is not understood, two words that contradict each other, a unit or a period that
nobody gives leave it to be weighed like any sentence (`extractors.linking`). Figures of other places, of the nation, of
companies, and percentages of a plan are settled too: they are left out, with the reason.

Each module imports only those above it:

outcomes   how the layout may end without a reading: Open, Out
terms      what is asked of the words of one label
times      several times put together
shapes     rises or an index, by the look of a column's figures
around     the page, and the words around a table
columns    which columns hold labels and units; the headers
table      a table as a whole: all of these together
rows       what a row says, row by row
crossing   where a row and a column cross: the words that decide a cell
places     whose figure it is                                  }
units      in what unit                                        }
when       of what period                                      } one question each,
growth     compared with what, and how printed                 } asked of a crossing
measures   which indicator: level, share, growth               }
breakdowns which part: activity, ownership, country, coverage  }
judge      a cell settled

Words are in extractors/words and extractors/indicators, never here.
"""

from extractors.statistical.judge import TableStatistics

__all__ = ["TableStatistics"]
