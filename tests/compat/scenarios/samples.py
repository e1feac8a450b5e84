"""Repositories that several scenarios start from."""

SAMPLE = """
    commit c1
    tag rf@v1.2.3
    tag nn@v0.0.1
    tag 'rf#production#1'
    commit c2
    tag rf@v1.2.4
    tag 'nn#staging#1' HEAD~1
    tag 'rf#staging#2'
    tag 'rf#production#3'
    tag 'rf#production#4' HEAD~1
    tag some/dir=deep/model@v0.1.0
    tag plain-tag
"""

ONE_VERSION = """
    commit c1
    tag nn@v0.0.1
"""

TWO_VERSIONS = """
    commit c1
    tag nn@v0.0.1
    commit c2
    tag nn@v0.0.2
"""

STAGED = """
    commit c1
    tag nn@v0.0.1
    tag 'nn#dev#1'
    commit c2
    tag nn@v0.0.2
    tag 'nn#prod#2'
"""
