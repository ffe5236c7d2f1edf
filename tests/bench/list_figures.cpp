#include "app/session/analysis_work.h"
#include "models/trace/trace_builder.h"
#include "tests/bench/figures.h"
#include "ui/search/operations_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace spanlight::bench {

namespace {

constexpr double kPauseMs = 50; ///< of the GUI thread: nobody sees it
constexpr double kMostGrowth = 11;

/// Traces of two spans, which differ in everything that is listed.
std::shared_ptr<const trace::TraceStore> tracesOf(std::size_t count)
{
    trace::TraceBuilder builder;
    builder.beginInput("bench");
    std::vector<trace::ResourceRow> services;
    for (int i = 0; i < 40; ++i)
        services.push_back(builder.resource(builder.intern("service-" + std::to_string(i)), {}));
    trace::SpanRecord span;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t mixed = (i + 7) * 0xd1342543de82ef95U ^ (i << 21);
        span.traceId = {mixed, i + 1};
        for (std::uint64_t child = 0; child < 2; ++child) {
            span.spanId = {2 * i + child + 1};
            span.parentSpanId = {child == 0 ? 0 : 2 * i + 1};
            span.name = builder.intern("request " + std::to_string(mixed % 500));
            span.resource = services[(mixed >> (8 * child)) % services.size()];
            span.startNs = 1'700'000'000'000'000'000 + static_cast<std::int64_t>(i * 1'000'000 + child);
            span.durationNs = static_cast<std::int64_t>(mixed % 10'000'000'000);
            builder.addSpan(span);
        }
    }
    return builder.freeze();
}

app::Catalogue catalogueOf(const std::shared_ptr<const trace::TraceStore>& traces)
{
    return app::makeCatalogue({traces}, nullptr, {});
}

double milliseconds(const std::function<void()>& work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// The list as the window shows it, and the longest pause of some use of it.
class Desk
{
public:
    explicit Desk(std::size_t results) : m_rows(catalogueOf(tracesOf(results)).rows)
    {
        m_panel.resize(420, 900);
        m_panel.show();
    }

    double show()
    {
        return milliseconds([this] {
            m_panel.setRows(m_rows);
            paint();
        });
    }
    double sort()
    {
        auto* table = m_panel.findChild<QTableView*>(QStringLiteral("operationTable"));
        double longest = 0;
        for (int column = 0; column < items::OperationListModel::ColumnCount; ++column)
            for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder})
                longest = std::max(longest, milliseconds([&] {
                                       table->sortByColumn(column, order);
                                       paint();
                                   }));
        return longest;
    }
    double filter()
    {
        auto* field = m_panel.findChild<QLineEdit*>(QStringLiteral("resultFilter"));
        double longest = 0;
        for (const char* text : {"s", "se", "service-1", "service-1 request 7", "nothing has this", ""})
            longest = std::max(longest, milliseconds([&] {
                                   field->setText(QString::fromLatin1(text));
                                   emit field->returnPressed(); // without waiting for more letters
                                   paint();
                               }));
        return longest;
    }
    double scroll()
    {
        auto* table = m_panel.findChild<QTableView*>(QStringLiteral("operationTable"));
        double longest = 0;
        for (int step = 0; step <= 40; ++step)
            longest = std::max(longest, milliseconds([&] {
                                   QScrollBar* bar = table->verticalScrollBar();
                                   bar->setValue(static_cast<int>(static_cast<double>(bar->maximum()) * step / 40));
                                   paint();
                               }));
        return longest;
    }

private:
    void paint()
    {
        QApplication::processEvents();
        m_panel.repaint();
    }

    std::vector<items::OperationRow> m_rows;
    ui::OperationsPanel m_panel;
};

double withDesk(std::size_t results, double (Desk::*use)())
{
    static int argc = 1;
    static char name[] = "spanlight_bench";
    static char* argv[] = {name, nullptr};
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    Desk desk(results);
    const double shown = desk.show();
    return use == &Desk::show ? shown : (desk.*use)();
}

} // namespace

std::vector<Figure> listFigures(const Scale& scale)
{
    const std::size_t n = scale.spanCounts.front();
    std::vector<Figure> figures;
    const auto add = [&](const char* name, double (Desk::*use)()) {
        Figure pause{name, n, "50 ms, the GUI thread's longest pause", 1};
        pause.subjectValue = [n, use] { return withDesk(n, use); };
        pause.referenceValue = [] { return kPauseMs; };
        figures.push_back(std::move(pause));
        Figure growth{std::string(name) + "-growth", n, "the same of a tenth of the results", kMostGrowth};
        growth.subjectValue = [n, use] { return withDesk(n, use); };
        growth.referenceValue = [n, use] { return withDesk(n / 10, use); };
        figures.push_back(std::move(growth));
    };
    add("list-show", &Desk::show);
    add("list-sort", &Desk::sort);
    add("list-filter", &Desk::filter);
    add("list-scroll", &Desk::scroll);
    Figure catalogue{"list-catalogue-growth", n, "the same of a tenth of the results", kMostGrowth};
    const auto time = [](std::size_t count) {
        const auto traces = tracesOf(count);
        return milliseconds([&] { (void)catalogueOf(traces); });
    };
    catalogue.subjectValue = [n, time] { return time(n); };
    catalogue.referenceValue = [n, time] { return time(n / 10); };
    figures.push_back(std::move(catalogue));
    return figures;
}

} // namespace spanlight::bench
