"""Statistics of studies: a frozen table goes in, results with interval, n and method come out.

Needs the extra ``research``. What fits models (statsmodels) is loaded when it is first used.
"""
