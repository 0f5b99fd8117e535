"""Text to claims: view, language, sentences, lexicon, figures, times, attribution, events, positions, control."""
