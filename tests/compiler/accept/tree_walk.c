// A recursive walk over a heap structure, sums coming back up through suspended frames.
// expect: 1 2 3 4 5 6 7 = 28
#include <stdio.h>
#include <stdlib.h>
#include <wok/wok.h>

struct node {
    int value;
    struct node *left, *right;
};

static struct node *build(int low, int high) {
    if (low > high)
        return NULL;
    struct node *node = malloc(sizeof *node);
    if (!node)
        abort();
    node->value = (low + high) / 2;
    node->left = build(low, node->value - 1);
    node->right = build(node->value + 1, high);
    return node;
}

static async int walk(struct node *node) {
    if (!node)
        return 0;
    int sum = await walk(node->left);
    await wok_yield();
    printf("%d ", node->value);
    sum += node->value + await walk(node->right);
    free(node);
    return sum;
}

async int main(void) {
    printf("= %d\n", await walk(build(1, 7)));
    return 0;
}
