"""Annotations: what people wrote about their artifacts in `artifacts.yaml` and in `artifacts:` of `dvc.yaml`.

    bytes ──▶ yaml ──▶ artifacts_yaml, dvc_yaml (with interpolation) ──▶ Reading(annotations, problems)
    bytes + Change ──▶ editing (checked by changes, spelled by spelling) ──▶ bytes

Pure: bytes in, values and problems out. Nothing here knows Git or opens a file. `entries` and `changes`
are light; all others load the YAML library, which costs 28 ms, so import them where a file has to be parsed.
"""
