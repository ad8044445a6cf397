"""Bots to begin from: `python -m meetd.bot.examples.echo LINK`."""
