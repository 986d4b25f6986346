/* The pages of docs/reference/errors, which the build embeds. */
#include <stdlib.h>

#include "diagnose/diagnose.h"

static const struct {
    const char *code, *text;
} pages[] = {
#include "pages.inc"
};

const char *diagnose_page(const char *code) {
    if (*code == 'E' || *code == 'e')
        code++;
    char *end;
    unsigned long number = strtoul(code, &end, 10);
    if (end == code || *end != '\0')
        return NULL;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (strtoul(pages[i].code + 1, NULL, 10) == number)
            return pages[i].text;
    return NULL;
}
