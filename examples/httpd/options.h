/* The command line of httpd. */
#ifndef HTTPD_OPTIONS_H
#define HTTPD_OPTIONS_H

#include "server.h"

struct options {
    const char *address;
    const char *folder;
    struct limits limits;
};

/* Returns -1 to go on, or the exit status: 0 after --help, 2 with a message on standard error. */
int options_read(int argc, char **argv, struct options *options);

#endif
