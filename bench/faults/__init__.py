"""Fault checks: kills, power cuts, full disks, two writers, damaged files."""
