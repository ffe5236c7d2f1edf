#include "models/sources/http/answer_collector.h"

#include "models/formats/reader.h"
#include "models/sources/trace_filter.h"

namespace spanlight::sources {

struct AnswerCollector::Pile
{
    trace::TraceBuilder builder;
};

namespace {

std::optional<QString> lossIn(const trace::ImportLog& log, std::uint32_t input)
{
    for (const trace::Problem& problem : log.problems())
        if (problem.input == input &&
            (trace::isLoss(problem.code) || trace::severity(problem.code) == trace::ProblemSeverity::Error))
            return QString::fromStdString(problem.message);
    return std::nullopt;
}

ReadAnswer readBody(trace::TraceBuilder& builder, const QByteArray& body, const QString& name, const WorkLink& link)
{
    formats::ReadOptions options;
    options.progress = [&link](std::uint64_t, std::uint64_t) { return !link.isCut(); };
    const formats::ReadResult result = formats::readBytes({body.constData(), static_cast<std::size_t>(body.size())},
                                                          name.toStdString(), builder, options);
    ReadAnswer answer{builder.tracesOfInput(), builder.spansOfInput(), lossIn(builder.log(), builder.currentInput())};
    if (!result.recognised && !answer.problem)
        answer.problem = QStringLiteral("the answer is not in a format that can be read");
    return answer;
}

} // namespace

AnswerCollector::AnswerCollector(std::shared_ptr<WorkLink> link)
    : m_link(std::move(link)), m_pile(std::make_shared<Pile>()), m_self(std::make_shared<AnswerCollector*>(this))
{
    m_pile->builder.ignoreKnownTraces();
}

AnswerCollector::~AnswerCollector()
{
    *m_self = nullptr;
}

void AnswerCollector::read(QByteArray body, QString name, std::function<void(const ReadAnswer&)> done)
{
    readInto(m_pile, std::move(body), std::move(name), std::move(done));
}

void AnswerCollector::count(QByteArray body, std::function<void(const ReadAnswer&)> done)
{
    auto apart = std::make_shared<Pile>();
    apart->builder.ignoreKnownTraces(); // counts
    readInto(apart, std::move(body), QStringLiteral("counted"), std::move(done));
}

void AnswerCollector::readInto(const std::shared_ptr<Pile>& pile, QByteArray body, QString name,
                               std::function<void(const ReadAnswer&)> done)
{
    enqueue([pile, self = m_self, body = std::move(body), name = std::move(name),
             done = std::move(done)](const std::shared_ptr<WorkLink>& link) {
        const ReadAnswer answer = readBody(pile->builder, body, name, *link);
        link->post([self, answer, done] {
            done(answer);
            if (*self != nullptr)
                (*self)->next();
        });
    });
}

void AnswerCollector::finish(SearchQuery query, std::function<void(SearchAnswer)> done)
{
    enqueue([pile = m_pile, query = std::move(query), done = std::move(done)](const std::shared_ptr<WorkLink>& link) {
        auto answer = std::make_shared<SearchAnswer>();
        answer->stores.push_back(pile->builder.freeze());
        answer->matched = filterTraces(answer->stores, query).matched;
        link->post([answer, done] { done(std::move(*answer)); });
    });
}

void AnswerCollector::enqueue(std::function<void(const std::shared_ptr<WorkLink>&)> work)
{
    m_queue.push_back(std::move(work));
    if (!m_busy)
        next();
}

void AnswerCollector::next()
{
    m_busy = !m_queue.empty();
    if (!m_busy)
        return;
    startWork(m_link, std::move(m_queue.front()));
    m_queue.pop_front();
}

} // namespace spanlight::sources
