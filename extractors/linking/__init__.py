"""Links the numbers of a page to what they measure: indicator, transformation, dimensions, period, status.

Sentence by sentence, left to right, one decision after the other: what does this number measure (or nothing of ours), is
a growth rate against the month or the year before, which activity, ownership, coverage, country, status, price base,
sign, period. For each decision the options are few and come from the words themselves: the indicators that have the
number's unit, the countries that are named, the times of the sentence and of the figures before. Each option is
described by figures that a careful reader would look at (`frame.py`: side, distance, what lies between), an encoder says what
the other words around the number mean for it, and a small network gives it a score, all fitted to annotated pages; the
likelihood of all choices together is the reading's confidence.
A table's row is read as a sentence of its label, headers and cells.

piece     a sentence or a table's row, with its numbers
tokens    the words of a page with what is known of each
encoder   what the words around a number say, as a vector
layout    the columns of a row of figures, by name
frame     a sentence laid out: how any word stands to any number
memory    what the page has said so far
scope     which places a page and its sentences are about
context   what all options of a decision share
subject   what a number may measure            } options of a decision,
breakdown its dimensions, status, sign         } and a row of figures each
timing    its period                           }
choosers  the networks: weights.npz, made by `make fit`
asides    claims and companies' investments
reader    the way through the page

Words are in extractors/languages and extractors/indicators, never here.
"""
