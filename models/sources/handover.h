#pragma once

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SPANLIGHT_THREAD_SANITIZER
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define SPANLIGHT_THREAD_SANITIZER
#endif

#if defined(SPANLIGHT_THREAD_SANITIZER)
#include <sanitizer/tsan_interface.h>
#endif

namespace spanlight::sources {

// Qt's queues order what happens on both of their ends. Qt itself is not built with the thread sanitizer, which
// therefore does not see that and has to be told. In other builds these functions are empty.

/// To be called before something is put into one of Qt's queues.
inline void announceHandover([[maybe_unused]] const void* queue)
{
#if defined(SPANLIGHT_THREAD_SANITIZER)
    __tsan_release(const_cast<void*>(queue));
#endif
}

/// To be called first thing by what came out of that queue, before it reads anything that it captured.
inline void acceptHandover([[maybe_unused]] const void* queue)
{
#if defined(SPANLIGHT_THREAD_SANITIZER)
    __tsan_acquire(const_cast<void*>(queue));
#endif
}

} // namespace spanlight::sources
