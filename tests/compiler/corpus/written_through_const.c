// A const parameter, and what a pointer to const leads to, stay as they are.
#include "corpus.h"

static async int reverse(const struct pair *data, const int x) {
    await nothing();
#ifdef TWIN
    struct pair copy = *data;
    copy.first = 0;
    return copy.first + x;
#else
    data->first = 0; // error: E0002
    return data->first + x;
#endif
}

async int main(void) {
    struct pair data = {3, 4};
    return await reverse(&data, 0);
}
