#include "fuzz.h"
enum colour { RED, GREEN, BLUE };
struct pair { u first; unsigned char second; };
struct bits { u low : 5, high : 11; int sign : 9; unsigned short rest; };
struct wide { unsigned long head; u cells[3]; short tail; };
struct nest { struct pair pair; double real; _Bool flag; };
struct odd { unsigned char bytes[7]; };
struct deep { struct nest nest; struct pair pairs[2]; };
typedef async u operation(u, u);
struct vtable { u spare; async u (*run)(u, u); };

static u global_one_38 = 17, global_many_38[4] = {3, 1, 4, 1};
static struct bits global_bits_38 = {.low = 3, .sign = -5};

static async u fun1_38(void) {
    global_many_38[(((u)global_bits_38.sign ?: (u)global_bits_38.rest)) % 4u] -= (~(u)global_bits_38.rest);
    switch (((u)global_bits_38.sign) % 8u) {
    case 2 ... 3:
    {
        for (u w2 = 0, v3 = 790u; w2 < 2 && ((((await maybe(0u), (global_many_38[3] ? global_one_38 : global_many_38[1])) | (await maybe(1u), trace(11u, global_one_38)))) | 1u); w2++, v3 += trace(12u, 876u)) {
            __attribute__((cleanup(trace_end))) u v7 = await maybe(((u)global_bits_38.rest ?: (u)global_bits_38.rest));
            u v9 = (u)(global_many_38[0] ^= (await maybe((u)global_bits_38.sign))), *pv9 = &v9, v10 = await maybe(await maybe((u)global_bits_38.rest)) + *pv9;
        }
    }
    case 1:
    {
        trace(13u, (({ register u r15 = (await maybe(global_many_38[(96u) % 4u])); await maybe((u)global_bits_38.sign); }) + (u)((global_one_38 ?: (u)global_bits_38.rest) && (u)((u)global_bits_38.rest && (u)global_bits_38.sign))));
    }
        break;
        ;
    }
    u w17 = 0;
    while (w17++ < 3 && ((((await maybe(0u), (global_many_38[2], 982u)) != (await maybe(1u), (375u, 435u)))) | 2u)) {
        u v20 = ({ if (((await maybe((u)global_bits_38.sign) & (await maybe(1u), mix(global_one_38, 943u)))) % 3 == 1) break; (((await maybe(0u), (u)global_bits_38.rest) != (await maybe(1u), 427u)) ? (u)((u)global_bits_38.rest && global_many_38[((u)global_bits_38.sign) % 4u]) : (u)!(u)global_bits_38.sign); });
    }
    struct wide s26 = {.tail = (short)(((38u % ((252u) | 1u))) & 0x7fff), .cells = {((global_one_38, 504u)), ((u)global_bits_38.sign), (global_one_38)}};
    u w29 = 0;
    if (await maybe(await maybe((u)global_bits_38.rest))) goto middle28;
    while (w29++ < 2) {
    {
        u w30 = 0;
        do {
            defer global_bits_38.sign ^= (int)(((u)global_bits_38.sign) & 127u);
        } while (w30++ < 0 && ((global_many_38[(s26.cells[1]) % 4u] ? await maybe(global_many_38[((u)s26.head) % 4u]) : ((u)global_bits_38.rest % ((77u) | 1u))) | 1u));
        u w33 = 1;
        if (~await maybe(s26.cells[2])) goto middle32;
        while (w33++ < 2) {
        {
            if (((u)((u)(global_bits_38.sign = (int)((820u) & 127u)) || (u)s26.tail)) % 4 == 1)
                continue;
            {
                struct pair s35 = {.first = (s26.cells[0]), .second = (mix(143u, (u)global_bits_38.sign))};
                u a37[] = {((await maybe(s35.first) ? (s35.first << (((u)global_bits_38.sign) & 15u)) : (u)((u)s35.second && global_many_38[((u)s26.head) % 4u]))), (((u)(unsigned char)(638u), mix(21u, s35.first))), (((+(u)s35.second) == ((s26.cells[((u)s35.second) % 3u], (u)s35.second)))), ((u)((global_many_38[(533u) % 4u], s35.first) && (s35.first / ((909u) | 1u)))), ((u)((u)!(global_one_38) || global_one_38))};
                trace(14u, ((u)(await maybe(s26.cells[0]) || await maybe((u)s35.second)) ?: ((await maybe(0u), (997u <= a37[1])) | (await maybe(1u), (668u ?: 235u)))));
            }
            out34:;
            _Alignas(32) unsigned short v48 = ((await maybe(await maybe((u)s26.head)) <= ({ global_bits_38.sign ^= (int)((mix((u)global_bits_38.rest, (u)global_bits_38.rest)) & 127u); for (u w41 = 0, v42 = ((u)global_bits_38.rest, global_many_38[((u)global_bits_38.sign) % 4u]); w41 < 3 && (((v42, (u)s26.tail)) | 1u); w41++, v42 += trace(15u, 437u)) {     global_bits_38.sign = (int)(((v42 ? (u)global_bits_38.sign : v42)) & 127u);     global_many_38[((((u)global_bits_38.sign) >= ((u)global_bits_38.sign))) % 4u] += ((v42 ? (u)s26.tail : global_one_38));     short a44[4] = {(short)(((u)(global_many_38[(global_one_38) % 4u] || (u)global_bits_38.rest)) & 0x7fff), (short)(((468u & (u)global_bits_38.rest)) & 0x7fff)}; } await maybe((u)s26.tail); })));
        }
        middle32:;
        {
            trace(17u, (((798u ? trace(16u, (u)global_bits_38.rest) : ((await maybe(0u), global_one_38) < (await maybe(1u), (u)s26.head)))) <= (894u)));
        }
        }
    }
    middle28:;
    {
        static u k52 = 12;
        if (await maybe(((await maybe(0u), (u)(global_many_38[(41u) % 4u] && (u)global_bits_38.sign)) <= await maybe(global_one_38)))) {
            trace(18u, await maybe(((await maybe(0u), (k52 | 520u)) & await maybe(705u))));
            trace(19u, global_many_38[(await maybe(((s26.cells[((u)global_bits_38.sign) % 3u]) > (k52)))) % 4u]);
        }
        u w57 = 0;
        do {
            static u k58 = 55;
        } while (w57++ < 1 && (global_many_38[(await maybe(global_one_38)) % 4u] | 1u));
    }
    }
    s26 = ((u)(global_one_38 ^= ((u)global_bits_38.sign)) ? s26 : s26);
    acquire(59u);
    defer release(59u);
    __attribute__((cleanup(trace_end))) u v60 = await maybe(((u)global_bits_38.rest == 848u));
    return (await maybe(await maybe(await maybe(941u))));
}

async u fun_once_38(void) {
    (void)await fun1_38();
    enum { LOW_t62 = 3, HIGH_t62 };
    struct { u x; u y[HIGH_t62 - LOW_t62 + 1]; } t62 = {mix((u)global_bits_38.rest, global_many_38[1]) + HIGH_t62};
    for (u w64 = 0, v65 = (u)(global_bits_38.rest += ((u)(t62.y[0] += (t62.x)))); w64 < 2 && ((({ v65 -= (~(u)global_bits_38.sign); u w67 = 2; switch (((t62.x, (u)global_bits_38.rest)) % 4u) { case 0: do { {     await fun1_38(); } case 1: {     register unsigned char r76 = (({ enum colour v68 = (enum colour)((v65) % 3u); future(u) f70 = box(fun1_38()); const struct bits s71 = {.sign = (int)((global_many_38[3]) & 127u), .rest = (t62.y[1]), .low = (global_many_38[2]), .high = (v65)}; trace(20u, (u)global_bits_38.sign); u v73 = await f70; 646u; }));     auto b78 = async ({ u w80 = 0; while (w80++ < 2 && (((u)global_bits_38.rest) | 2u)) {     _Alignas(32) u v81 = (755u);     auto f83 = fun1_38();     trace(21u, global_one_38);     auto moved_f83 = f83;     u v84 = await moved_f83; } future(u) f86 = box(fun1_38()); u v87 = await f86; global_many_38[((u)global_bits_38.rest) % 4u]; });     trace(22u, ({ const struct wide s89 = {(v65), {(857u), (t62.y[(205u) % 2u])}, (short)((t62.y[(t62.y[((u)global_bits_38.rest) % 2u]) % 2u]) & 0x7fff)}; const struct bits s91 = (struct bits){(t62.x), (global_many_38[(v65) % 4u]), (int)(((u)s89.head) & 127u), (global_one_38)}; v65; }));     u v79 = await b78;     { } } default: {     if ((await fun1_38()) % 4 == 3)         continue;     global_many_38[((global_many_38[3] + 446u)) % 4u] += (mix((u)global_bits_38.rest, global_many_38[3]));     t62.y[1] ^= (((u)global_bits_38.rest & 289u)); } } while (w67-- > 0 && ((global_one_38) | 1u)); } global_many_38[1]; })) | 1u); w64++, v65 += t62.y[0]) {
        _Atomic u c94 = (u)((900u % ((936u) | 1u)) && (t62.y[(t62.x) % 2u] ? 140u : global_many_38[0]));
        defer trace(23u, global_many_38[3]);
        u w97 = 0;
        while (w97++ < 3 && (((((u)global_bits_38.rest ? global_many_38[3] : (u)global_bits_38.rest) ? mix(global_many_38[3], (u)global_bits_38.rest) : ({ trace(24u, t62.x); t62.y[(t62.x) % 2u] |= (global_one_38); global_many_38[0]; }))) | 1u)) {
            if ((({ {     __attribute__((cleanup(trace_end))) u v98 = ((global_many_38[0]) >= (v65));     auto f100 = fun1_38();     struct local { unsigned char x; u y[2]; } t101 = {.y = {mix(v65, 782u)}};     global_bits_38.sign ^= (int)(((424u ? t101.y[1] : 489u)) & 127u);     auto moved_f100 = f100;     u v103 = await moved_f100;     future(u) f105 = box(fun1_38());     trace(25u, await fun1_38());     c94 |= ((t62.x <= (u)c94));     u v106 = await f105; } await maybe(t62.y[((u)global_bits_38.rest) % 2u]); }) ? (u)global_bits_38.sign : ((u)(316u || v65) * await fun1_38()))) {
                enum colour v112 = (enum colour)((((mix(((u)global_bits_38.rest >> ((t62.x) & 15u)), (((u)global_bits_38.rest) <= (459u)))) == ((((await maybe(0u), t62.y[(809u) % 2u]) - (await maybe(1u), 187u)) <= (await maybe(1u), trace(26u, global_many_38[0])))))) % 3u);
                c94 += (((u)((948u > t62.y[(global_many_38[2]) % 2u]) && (u)sizeof((u)c94)) ? ((u)global_bits_38.sign ?: (u)global_bits_38.sign) : (u)((u)!!(543u) && (u)(unsigned char)(u)c94)));
                auto f114 = fun1_38();
                const u v115 = ((u)sizeof(319u));
                u v117 = await f114;
            } else {
                c94 += ((((((u)c94) <= ((u)c94)), (t62.x / (((u)global_bits_38.rest) | 1u))) ? (u)((v65 ? global_one_38 : 798u) && ((u)global_bits_38.sign / (((u)global_bits_38.rest) | 1u))) : ((u)(v65 && (u)c94) ^ (u)c94)));
                await fun1_38();
                auto f119 = box(fun1_38());
                u v120 = await f119;
            }
            struct bits s122 = {((u)(31u || t62.x)), ((global_one_38 | (u)global_bits_38.sign)), (int)(((u)(global_one_38 || global_one_38)) & 127u), ((535u, (u)global_bits_38.sign))};
        }
    }
    __attribute__((cleanup(trace_end))) u v124 = ((trace(27u, 181u)) <= ((u)(51u && t62.y[(t62.x) % 2u])));
    return (t62.y[(((await maybe(0u), (u)!(t62.x)) == (await maybe(1u), (global_many_38[1] ? v124 : 463u)))) % 2u]);
}

async u program_38(void) {
    u value = 0;
    do
        value = mix(value, await fun_once_38());
    while ((await maybe(1), again()));
    return trace(2, value);
}

struct fuzz_entry fuzz_entries[] = {
    {38, program_38, 1},
    {0, 0, 0},
};
