/* From the target of a request to the name of a file below the folder; and byte ranges. */
#ifndef HTTPD_PATH_H
#define HTTPD_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"

enum { PATH_SIZE_MAX = 1024 };

/*
 * Decode the path of `target` into a relative path without empty or "." parts, ending with '/' if
 * it names a folder ("" is the folder itself).
 *
 * Returns  0, or a negative HTTP status: -400 for a bad escape, a control character, an encoded
 *          slash or a ".." part, -414 for one that is too long. It is decoded once: "%252e" is the
 *          name "%2e".
 * Owner    `path` is the caller's, of PATH_SIZE_MAX bytes; undefined after an error.
 */
int path_from_target(struct text target, char path[PATH_SIZE_MAX]);

/* "/" and `path` with everything but unreserved characters escaped. 0, or -414: it does not fit. */
int path_to_location(const char *path, char *location, size_t size);

enum range_kind { RANGE_NONE, RANGE_PART, RANGE_UNSATISFIABLE };

/*
 * Read a Range header for something of `size` bytes. On RANGE_PART, [*first, *first + *length) is
 * the part. Several ranges, other units and bad syntax are RANGE_NONE: the whole is sent, as the
 * protocol allows.
 */
enum range_kind range_parse(struct text range, uint64_t size, uint64_t *first, uint64_t *length);

#endif
