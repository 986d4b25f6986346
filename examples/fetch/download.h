/* One address on its way to a file. */
#ifndef FETCH_DOWNLOAD_H
#define FETCH_DOWNLOAD_H

#include <wok/wok.h>

#include "url.h"

enum download_state { DOWNLOAD_WAITING, DOWNLOAD_RUNNING, DOWNLOAD_DONE, DOWNLOAD_FAILED };

struct download {
    const char *address;
    char path[512];     /* of the file */
    uint64_t timeout_ns; /* for each wait */
    /* What the display shows; written by the download alone, read by anybody. */
    _Atomic uint32_t state; /* enum download_state */
    _Atomic uint64_t received, expected; /* expected: 0 while it is not known */
    const char *failure;    /* constant once state is FAILED */
    int status;             /* HTTP's, likewise; 0: none came */
};

/*
 * Fetch, follow up to five redirections, write the file. Sets state, and `failure` when it cannot. A file
 * that is not whole goes, also when it is cancelled.
 */
async void download_run(struct download *download);

#endif
