"""From the books and the participants' records to the figures that may be told (ADR 0018).

In the order in which to read it. Of the women: `women` and `plans` (how each stood at a quarter's
end), `dimensions` (what they are counted by), `medians`, `cards` (pages of single accounts). Of the
money: `moments` (whose money lies between two moments), `spending` (which kinds may be told),
`days` (what daily figures told), `telling` (of which moments a day's figures may speak), `reserve`,
`money` (a quarter's money, as far as the days told it). Together: `basis` (of whom an earlier
publication spoke), `goals`, `content` (a whole publication), `checksums`.

Whether figures may stand beside those shown before is asked of `impact.pages.suppression` alone.
"""
