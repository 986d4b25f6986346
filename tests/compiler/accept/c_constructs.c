// Constructs of plain C near awaits: case ranges, designated ranges, __extension__, alignof, strings.
// expect: digit letter other
// expect: 7 7 0
// expect: joined string
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async const char *kind(int c) {
    switch (await later(c)) {
    case '0' ... '9':
        return "digit";
    case 'a' ... 'z':
        await wok_yield();
        return "letter";
    default:
        return "other";
    }
}

async int main(void) {
    printf("%s %s ", await kind('5'), await kind('q'));
    printf("%s\n", await kind('!'));
    int filled[4] = {[0 ... 1] = await later(7)};
    __extension__ long long wide = __alignof__(int) - sizeof(int);
    await wok_yield();
    printf("%d %d %lld\n", filled[0], filled[1], wide);
    printf("joined "
           "string\n");
    return 0;
}
