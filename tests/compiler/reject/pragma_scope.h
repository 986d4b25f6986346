/* Begins what its reader ends: the text counts, not the file. */
#pragma wok diagnostic push
#pragma wok diagnostic error "-Wwok-blocking-call"
