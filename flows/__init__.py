"""Orchestration: the only place that imports prefect; ``environment.py`` comes before the rest."""
