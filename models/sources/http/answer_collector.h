#pragma once

#include "models/sources/source.h"
#include "models/sources/work_link.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

namespace spanlight::sources {

/// What the reader found in one answer.
struct ReadAnswer
{
    std::size_t traces = 0; ///< distinct ones, those that an earlier answer brought included
    std::unordered_map<trace::TraceId, std::uint64_t> spans; ///< of each of them in this answer, repeated ones included
    std::optional<QString> problem; ///< something of it is lost: the first loss in the reader's words
};

/// Reads answers of a server into one store, one after the other on a worker thread. Traces that come in several
/// answers are taken once. Used from the thread of the link's receiver, which must outlive the collector.
class AnswerCollector
{
public:
    explicit AnswerCollector(std::shared_ptr<WorkLink> link);
    ~AnswerCollector();

    /// Reads a body; `done` is called in the receiver's thread.
    void read(QByteArray body, QString name, std::function<void(const ReadAnswer&)> done);
    /// Reads a body only to count; nothing of it gets into the store.
    void count(QByteArray body, std::function<void(const ReadAnswer&)> done);
    /// After all reads are done: gives up the store and what the query selects of it.
    void finish(SearchQuery query, std::function<void(SearchAnswer)> done);

private:
    struct Pile;
    void readInto(const std::shared_ptr<Pile>& pile, QByteArray body, QString name,
                  std::function<void(const ReadAnswer&)> done);
    void next();
    void enqueue(std::function<void(const std::shared_ptr<WorkLink>&)> work);

    std::shared_ptr<WorkLink> m_link;
    std::shared_ptr<Pile> m_pile; // used by one piece of work at a time
    std::deque<std::function<void(const std::shared_ptr<WorkLink>&)>> m_queue;
    bool m_busy = false;
    std::shared_ptr<AnswerCollector*> m_self; // becomes null when this goes away before its work
};

} // namespace spanlight::sources
