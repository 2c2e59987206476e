"""Reading of the quantities of any text, on from what a page's reading finds (`extractors.quantities.read_plain`).

A page of statistics counts few things, and the linking knows what a bare number there measures. In any other text the
sentence alone says it: by a noun that the statistics lack, by what was counted before, by the name that a number is
part of. `stages` has the steps in their order, each a function of a module of its own: it takes the quantities found so
far, the text and the `vocabulary` of the language, and gives the quantities changed. What several of them need is in
`common` (quantities made and merged), `nouns` (what a number counts) and `plurals` (the spelling of English plurals).
Words are in `extractors.languages`, in a module `general_…` for each language that has these rules.
"""
