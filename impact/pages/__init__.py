"""Public impact pages, read from batches; her statement and a buyer's trace, read live.

A figure goes one way: `counting` reads it and asks `suppression` what may be told, `services` write
it down, `queries` find it, `stages`, `shown`, `chart`, `codebook` and `open_data` put it in words
and rows, `views` answer. What speaks of one woman asks `consent` at each request.
"""
