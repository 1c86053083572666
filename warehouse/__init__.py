"""Jianbao 剪报: everything that works without an orchestrator."""
