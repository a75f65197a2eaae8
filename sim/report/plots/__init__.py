"""Figures in one house style: plain values in, matplotlib figures out, and from those PNG and SVG bytes.

The only place that draws. matplotlib is loaded inside functions, never its pyplot.
"""
