#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace spanlight::trace {

/// Memory for look-up tables, which are read at random places: large ones ask the system for large pages, so that a
/// look-up does not miss the address cache on top of the data cache. Where there are none, it is ordinary memory.
template <typename T>
struct TableAllocator
{
    using value_type = T;

    TableAllocator() = default;
    template <typename Other>
    TableAllocator(const TableAllocator<Other>&)
    {
    }

    [[nodiscard]] T* allocate(std::size_t count)
    {
        const std::size_t bytes = count * sizeof(T);
        if (bytes < kLargePage)
            return std::allocator<T>().allocate(count);
        const std::size_t whole = (bytes + kLargePage - 1) / kLargePage * kLargePage;
        void* memory = std::aligned_alloc(kLargePage, whole);
        if (memory == nullptr)
            throw std::bad_alloc();
#if defined(__linux__) && defined(MADV_HUGEPAGE)
        (void)madvise(memory, whole, MADV_HUGEPAGE);
#endif
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t count)
    {
        if (count * sizeof(T) < kLargePage)
            std::allocator<T>().deallocate(memory, count);
        else
            std::free(memory);
    }

    friend bool operator==(const TableAllocator&, const TableAllocator&)
    {
        return true;
    }

private:
    static constexpr std::size_t kLargePage = std::size_t{2} << 20;
};

template <typename T>
using Table = std::vector<T, TableAllocator<T>>;

} // namespace spanlight::trace
