"""What the files of one commit mean to DVC: bytes in, values and problems out.

    structural files ──▶ projects ──▶ stages, files named ──▶ values ──▶ Reading
    (dvc.yaml, dvc.lock, *.dvc, …)    (templates resolved)    (params, metrics)

Nothing here opens a file: a reading is a generator that asks for what it needs (`asking`), so whoever drives it
reads the questions of hundreds of commits in one go. What was parsed once is remembered by the id of its content.
"""
