// The handle lives on where the array does not: also through a pointer that only copies it.
// says: the address of `numbers` goes
#include <wok/wok.h>

static async int sum(const int *numbers) {
    await wok_yield();
    return numbers[0] + numbers[1];
}

async int main(void) {
    task(int) work;
#ifdef TWIN
    int numbers[] = {1, -1};
    const int *first = numbers;
    {
        work = spawn(sum(first));
    }
#else
    {
        int numbers[] = {1, -1};
        const int *first = numbers;
        work = spawn(sum(first)); // error: E0402
    }
#endif
    return await work;
}
