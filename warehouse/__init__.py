"""Jianbao 剪报: everything that works without an orchestrator."""

import os

# Matrices of a page are small: threads of numpy only take the cores from other workers. Read when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
