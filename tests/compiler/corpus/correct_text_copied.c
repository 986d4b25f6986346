// What the library overwrites is copied before the await.
#include "corpus.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

async int main(void) {
    char text[64];
    snprintf(text, sizeof text, "%s", strerror(2));
    time_t now = 0;
    struct tm parts = *gmtime(&now);
    await nothing();
    return text[0] == 0 || parts.tm_year != 70;
}
