"""Files that hold several documents: feeds, mailboxes, web archives, archives of files. Nothing is fetched or run."""
