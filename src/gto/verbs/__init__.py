"""What can be asked and done: rules and edges joined. Nothing here prints or reads the terminal.

configuration, reading, annotated      from a repository to values
repository                             the questions and requests, as methods
writing, tagging, annotating           from requests to a repository
details, enriching, comparing,
checkup, verification, candidates, ci  answers that take more than the tags
"""
