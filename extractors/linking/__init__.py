"""Links the numbers of a page to what they measure: indicator, transformation, dimensions, period, status.

Sentence by sentence, left to right. A number takes its subject from the nearest cue that its unit allows (cost: distance,
with commas, semicolons and other numbers counted as further away), else from the figure before it (anaphora). What
describes another place, one company or no indicator is excluded with the reason; nothing is dropped silently.

One layer on the other, each a module and a class that knows those before it: base (distances), directions, times, places, counts,
investments, percentages, subjects, dimensions, readings, ranks, beside, reader. The words are in extractors/languages.
"""
