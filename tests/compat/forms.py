"""A repository with every form of what DVC reads: one commit a form, each on top of the one before.

`None` takes a file away. What DVC itself writes (dvc.lock, .dvc files) it writes in the test.
"""

from __future__ import annotations

from collections.abc import Mapping

PARAMS = """\
lr: 1e-3
yes: on
oct: 0o17
time: 12:30:00
1: int key
nested: {deep: {x: 1, y: [1, {z: 2}]}}
nothing: null
empty: {}
none: []
big: 12345678901234567890123
inf: .inf
nan: .nan
list: [p, q]
objs: [{n: 1, f: a.bin}, {n: 2, f: b.bin}]
us: {cc: {thr: 10}, dd: {thr: 20}}
opt: {i: 1, s: "a b", t: true, f: false, l: [1, "x y"], n: {q: 1.5, r: [3]}, quote: "it's"}
m: {t: true, f: 1.0, s: 1e-5, b: [x, y]}
"""

CONF_PY = """\
LR = 0.1
BS: int = 32
L = [1, 2]
D = {"a": 1, 2: 3}
T = (1, 2)
NEG = -1
CALC = 1 + 2
N = None
A = B = 3
class Train:
    LR = 0.2
    class In:
        q = 1
    def __init__(self):
        self.x = 5
        self.y = self.x
class Empty:
    pass
def f():
    z = 1
if True:
    w = 2
"""

KEYS = """\
stages:
  train:
    cmd: echo model > model.bin
    deps: [data/in.txt]
    params: [lr, nested.deep.x, {conf.toml: [a.b, a.c, missing]}, {conf.py: null}, {other.yaml: null},
      {more.yaml: ['layers.1', 'd.a.b', 'd.a', n, '1', d.x.y, nope.q, 'w.*']}, {none.yaml: [x]}]
    outs: [model.bin, {data/uncached.txt: {cache: false}}, {kept.bin: {persist: true}}]
    metrics: [{eval.json: {cache: false}}, {m: {cache: false}}, cached.json]
    plots: [{plot.csv: {cache: false, x: a}}]
metrics: [top.yaml, missing.json, bad.json, m.toml, m.py, list.json, scalar.yaml, empty.yaml, empty.json, num.json,
  nested.json, dupe.json, big.json, text.txt, table.csv, sub/in.json]
params: [sub/p.yaml, list.yaml, bad.py, bad.toml, empty.yaml]
"""

TEMPLATES = """\
vars:
- vars.json
- conf.toml:a
- own: {r: 1}
stages:
  tmpl:
    cmd: echo ${m.t} ${m.f} ${m.s} "${m.b[0]}" ${own.r} \\${HOME} ${other.k} ${a.b} > o1.txt
    params: [lr]
    deps: [data/in.txt]
    outs: [o1.txt]
  simple:
    foreach: ${list}
    do:
      cmd: echo ${item} > s_${item}.txt
      outs: ["s_${item}.txt"]
  pairs:
    foreach: ${objs}
    do:
      cmd: echo ${item.n} > ${item.f}
      outs:
      - ${item.f}:
          cache: false
  dicts:
    foreach: ${us}
    do:
      cmd: echo ${key} ${item} > d_${key}.txt
      metrics:
      - d_${key}.txt: {cache: false}
  mat:
    matrix:
      model: [cnn, xg]
      feat: ${list}
      c: [{a: 1}, {a: 2}]
      fl: [true, 0.5]
    cmd: echo ${item.model} ${item.feat} ${item.c.a} ${item.fl} ${key} > mat_${key}.txt
    outs: ["mat_${key}.txt"]
  options:
    cmd: echo ${opt} > opt.txt
    outs: [opt.txt]
  w:
    wdir: src
    vars: [{wd: 1}, "../sub/params.yaml:subp"]
    cmd:
    - echo ${wd} > wm.yaml
    - mkdir -p mdir
    - echo 2 > mdir/in.yaml
    - echo ${subp} > ../w.bin
    params: [x, {../other.toml: null}]
    deps: [../o1.txt]
    outs: [../w.bin]
    metrics: [{wm.yaml: {cache: false}}, {mdir: {cache: false}}]
  frozen:
    cmd: [echo 1, echo 2 > frz.txt]
    frozen: true
    outs: [frz.txt]
  never:
    cmd: exit 1
    deps: [src]
    outs: [nev.txt]
plots: ["${own.r}.csv", {"${other.k}": {x: "${m.t}", y: {p.csv: b}}}]
metrics: ["${other.k}.json"]
params: ["${other.k}.yaml"]
artifacts:
  mod: {path: w.bin, type: model, desc: "d ${own.r}", labels: [a], meta: {x: "${m.t}"}}
"""

SUB_TEMPLATES = """\
vars: [params.yaml]
stages:
  list:
    foreach: ${items}
    do:
      cmd: echo ${item} ${deep.l[0]} ${ deep.k.z } ${whole.a}
  part:
    foreach: ${part}
    do:
      cmd: echo ${item.f}
  unused:
    foreach: ${un}
    do:
      cmd: echo
  options:
    cmd: echo ${whole}
  matrix:
    matrix: {x: "${mat}", y: [3]}
    cmd: echo ${item.x}
  where:
    wdir: ${where}
    cmd: echo ${num}
    outs: [x.txt]
metrics: [sm.json]
"""

SUB_PARAMS = """\
subp: 5
items: [u, v]
un: [u, v]
deep: {k: {z: 1}, l: [1, 2]}
part: {e: {f: 1, g: 2}, h: {f: 2, g: 3}}
whole: {a: 1}
mat: [1, 2]
where: wd
num: 7
other: 6
"""

OLD_PIPELINE = """\
stages:
  t:
    cmd: x
    deps: [a]
    outs: [b, d]
"""

OLD_LOCK = f"""\
schema: '2.0'
stages:
  t:
    cmd: x
    deps:
    - path: a
      md5: {"a" * 32}
      size: 5
    outs:
    - path: b
      md5: {"b" * 32}
      size: 6
    - path: d
      md5: {"d" * 32}.dir
      size: 7
      nfiles: 2
  removed:
    cmd: gone
    outs:
    - path: gone
      md5: {"c" * 32}
"""

OLD_IMPORT = f"""\
md5: {"e" * 32}
frozen: true
deps:
- path: use.csv
  repo:
    url: ../elsewhere
    rev_lock: {"a1" * 20}
outs:
- md5: {"f" * 32}
  size: 3
  path: imported.csv
"""

NOT_DOWNLOADED = f"""\
md5: {"b" * 32}
frozen: true
deps:
- path: d/m.json
  repo:
    url: ../elsewhere
    rev: v1
    rev_lock: {"a1" * 20}
outs:
- hash: md5
  path: far.json
"""

OWN_IMPORT = f"""\
md5: {"b" * 32}
frozen: true
deps:
- md5: {"e" * 32}
  size: 2
  hash: md5
  path: ../lone.txt
outs:
- md5: {"e" * 32}
  size: 2
  hash: md5
  path: own.txt
"""

OLD_STAGE = """\
cmd: x
outs:
- path: m0.json
  metric: true
  cache: false
"""

LIVE = "stages: {a: {cmd: x, live: {logs: {summary: true}}}}\n"

#: In their order: what the commit is about, and the files that it changes.
FORMS: tuple[tuple[str, Mapping[str, str | None]], ...] = (
    ("nothing", {}),
    ("parameters without a stage", {"params.yaml": PARAMS}),
    (
        "keys of files",
        {
            "dvc.yaml": KEYS,
            "conf.toml": 't = 1\n[a]\nb = 2\n[a.c]\nd = 3\nx = "q"\n',
            "conf.py": CONF_PY,
            "other.yaml": "whole: 1\ntwo: {a: 1}\n",
            "more.yaml": "layers: [1, {a: 2}, 3]\nd: {a: {b: 1, c: 2}, x.y: 3}\nn: null\n'1': one\nw: {v: 1, z: [2]}\n",
            "data/in.txt": "x\n",
            "sub/p.yaml": "p: 1\nq: {r: 2}\n",
            "list.yaml": "- 1\n",
            "bad.py": "def (\n",
            "bad.toml": "a = \n",
            "empty.yaml": "",
            "top.yaml": "acc: 0.5\nl: [1]\nn: null\nd: 2020x\n",
            "eval.json": '{"acc": 0.9, "list": [1], "nul": null, "s": "txt", "empty": {}, "nan": NaN, '
            '"d": {"e": 1e-5, "l": [1]}, "inf": Infinity, "ninf": -Infinity, "b": true}',
            "bad.json": '{"a": 1',
            "m.toml": "z = 1\n[q]\nw = [1]\nv = 1.5\n",
            "m.py": "A = 1\n",
            "m/a.json": '{"in": 1}',
            "m/inner/b.yaml": "k: 3\n",
            "m/inner/c.txt": "hi\n",
            "list.json": '[1, 2, {"a": 1}]',
            "scalar.yaml": "5\n",
            "empty.json": "",
            "num.json": "7",
            "nested.json": '{"a": {"b": []}, "c": {"d": {}}}',
            "dupe.json": '{"a": 1, "a": 2}',
            "big.json": '{"a": 123456789012345678901234567890, "b": 1e400, "c": -0.0}',
            "text.txt": "acc: 5\n",
            "table.csv": "a,b\n1,2\n",
            "sub/in.json": '{"sub": {"x.y": 1}}',
        },
    ),
    (
        "templates",
        {
            "dvc.yaml": TEMPLATES,
            "vars.json": '{"k": {"a": 1, "b": [1, 2]}, "other": {"k": "v", "u": 2}}',
            "other.toml": "[t]\nv = 3\nw = 4\n",
            "sub/params.yaml": SUB_PARAMS,
            "sub/dvc.yaml": SUB_TEMPLATES,
            "sub/sm.json": '{"sm": 1}',
            "sub/wd/keep": "",
            "src/params.yaml": "x: 1\n",
            "v.json": '{"from": "a template"}',
        },
    ),
    (
        "a project inside",
        {"proj/dvc.yaml": "metrics: [pm.json]\n", "proj/pm.json": '{"pm": 3}', "proj/params.yaml": "a: 1"},
    ),
    (
        "ignored folders",
        {
            ".dvcignore": "/ign\n*.skip\n",
            "ign/dvc.yaml": "stages:\n  z:\n    cmd: x\n    metrics: [i.json]\n",
            "ign/x.dvc": "outs: [{path: x, md5: abc}]\n",
        },
    ),
    ("a run that is not as the stage is", {"params.yaml": PARAMS.replace("lr: 1e-3", "lr: 2e-3")}),
    (
        "locks and pointers of DVC 2",
        {
            "old/dvc.yaml": OLD_PIPELINE,
            "old/dvc.lock": OLD_LOCK,
            "old/raw.csv.dvc": f"outs:\n- md5: {'e' * 31}1\n  size: 10\n  path: raw.csv\n",
            "old/imported.csv.dvc": OLD_IMPORT,
        },
    ),
    ("metrics inside an output", {"old/dvc.yaml": f"{OLD_PIPELINE}metrics: [d/m.json, d, b]\n"}),
    (
        "imports",
        {
            "old/dvc.yaml": f"{OLD_PIPELINE}metrics: [d/m.json, d, b, far.json]\n",
            "old/far.json.dvc": NOT_DOWNLOADED,
            "old/own.txt.dvc": OWN_IMPORT,
            "lone.txt": "x\n",
        },
    ),
    ("no dvc.yaml any more", {"dvc.yaml": None, "sub/dvc.yaml": None}),
    ("a date among parameters", {"params.yaml": "day: 2020-01-01\nlr: 1\n"}),
    ("a broken dvc.yaml", {"params.yaml": "lr: 1\n", "dvc.yaml": "stages: [\n"}),
    ("a template without its value", {"dvc.yaml": "stages:\n  a: {cmd: '${nope}'}\n  b: {cmd: x, params: [lr]}\n"}),
    ("a lock without a schema", {"dvc.yaml": "stages: {a: {cmd: x}}\n", "dvc.lock": "a:\n  cmd: x\n"}),
    ("live of DVC 2", {"dvc.lock": None, "dvc.yaml": LIVE, "logs.json": '{"a": 1}'}),
    ("a stage of DVC 0", {"dvc.yaml": None, "train.dvc": OLD_STAGE, "m0.json": '{"a": 1}'}),
    ("without anything of DVC", {"train.dvc": None, "params.yaml": "lr: 3\n"}),
)
