"""How often each outcome comes about, when, and how states spread: `outcomes`, `passage`, `fans`."""
