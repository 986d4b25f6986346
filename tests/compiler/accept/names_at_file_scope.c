// Async functions named in tables at file scope; members and locals of the same name are others.
// expect: 5 3 9 2
#include <wok/wok.h>
#include <stdio.h>
static async int cook(int x) { await wok_yield(); return x; }
struct pan { int cook; };
static int plain(struct pan *p) { int cook = p->cook; return cook + 1; }
typedef async int (*fn)(int);
static fn table[] = {cook, cook};
static struct { const char *name; async int (*run)(int); } named[] = {{"a", cook}, {.name = "b", .run = &cook}};
static int count(void) { return table[0] == cook && named[1].run == cook ? 2 : 0; }
async int main(void) { struct pan p = {4}; printf("%d %d %d %d\n", plain(&p), await table[1](3), await named[1].run(9), count()); return 0; }
