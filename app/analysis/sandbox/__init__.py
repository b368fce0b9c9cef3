"""Decoding of strangers' files, each in a child process of its own.

`parent` runs in the application, starts a child for each file and believes nothing it says.
Everything else runs in the child: `child` is its script, `walls` shuts it in, `pictures` and `pdf`
decode. The child imports nothing of ours from outside this folder.
"""
