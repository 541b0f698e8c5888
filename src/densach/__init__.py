"""Đèn Sách: an open lifelong-learning library. The rooms are described in docs/architecture/map.md."""
