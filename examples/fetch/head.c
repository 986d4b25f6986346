#include "head.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int head_status_line(struct head *head, const char *line) {
    *head = (struct head){.length = UINT64_MAX};
    if (strncmp(line, "HTTP/1.", 7) != 0 || (line[7] != '0' && line[7] != '1') || line[8] != ' ')
        return -EBADMSG;
    for (int i = 9; i < 12; i++) {
        if (!isdigit((unsigned char)line[i]))
            return -EBADMSG;
        head->status = 10 * head->status + line[i] - '0';
    }
    return line[12] == ' ' || line[12] == 0 ? 0 : -EBADMSG;
}

/* The value of a header of that name, or NULL. */
static const char *value_of(const char *line, const char *name) {
    size_t size = strlen(name);
    if (strncasecmp(line, name, size) != 0 || line[size] != ':')
        return NULL;
    return line + size + 1 + strspn(line + size + 1, " \t");
}

static int length_read(struct head *head, const char *value) {
    char *end;
    errno = 0;
    unsigned long long length = strtoull(value, &end, 10);
    if (!isdigit((unsigned char)value[0]) || errno || end[strspn(end, " \t")])
        return -EBADMSG;
    if (head->length != UINT64_MAX && head->length != length)
        return -EBADMSG; /* two that differ: nobody knows where the body ends */
    head->length = length;
    return 0;
}

int head_line(struct head *head, const char *line) {
    const char *value;
    if ((value = value_of(line, "content-length")))
        return length_read(head, value);
    if ((value = value_of(line, "transfer-encoding"))) {
        if (strcasecmp(value, "chunked") != 0)
            return -EBADMSG;
        head->is_chunked = true;
    }
    if ((value = value_of(line, "location"))) {
        if (strlen(value) >= sizeof head->location)
            return -EBADMSG;
        strcpy(head->location, value);
    }
    return 0;
}

bool head_chunk_size(const char *line, uint64_t *size) {
    char *end;
    if (!isxdigit((unsigned char)line[0]))
        return false;
    errno = 0;
    unsigned long long value = strtoull(line, &end, 16);
    if (errno || value > UINT64_MAX / 2 || (*end && *end != ';' && *end != ' '))
        return false;
    *size = value;
    return true;
}
