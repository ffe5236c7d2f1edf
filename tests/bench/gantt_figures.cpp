#include "tests/bench/figures.h"

#include "models/trace/trace_builder.h"
#include "ui/gantt/gantt_document.h"
#include "ui/gantt/gantt_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QScrollBar>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace spanlight::bench {

namespace {

constexpr double kFrameMs = 8;

// Half of the spans are in small trees below one root, the other half are direct children of another: the two shapes
// that are hard to draw. Two of three small children are noise that folds.
std::shared_ptr<const ui::GanttDocument> documentOf(std::size_t spans)
{
    trace::TraceBuilder builder;
    builder.beginInput("bench");
    std::vector<trace::ResourceRow> services;
    for (int i = 0; i < 12; ++i)
        services.push_back(builder.resource(builder.intern("service-" + std::to_string(i)), {}));
    std::uint64_t nextId = 1;
    trace::SpanRecord span;
    span.traceId = {0, 1};
    const auto add = [&](std::uint64_t parent, const std::string& name, std::int64_t startUs, std::int64_t durationUs) {
        span.spanId = {nextId};
        span.parentSpanId = {parent};
        span.name = builder.intern(name);
        span.resource = services[nextId % services.size()];
        span.startNs = 1'700'000'000'000'000'000 + startUs * 1000;
        span.durationNs = durationUs * 1000;
        span.status = nextId % 97 == 0 ? trace::StatusCode::Error : trace::StatusCode::Unset;
        builder.addSpan(span);
        return nextId++;
    };
    const auto count = static_cast<std::int64_t>(spans);
    const std::uint64_t trees = add(0, "trees", 0, count * 10);
    const std::uint64_t flat = add(0, "flat", 0, count * 10);
    for (std::int64_t i = 0; i < count / 2; ++i)
        add(flat, "poll", i * 20, 7);
    for (std::int64_t i = 0; i < count / 10; ++i) {
        const std::uint64_t top = add(trees, "request " + std::to_string(i % 50), i * 100, 90);
        const std::uint64_t middle = add(top, "handle", i * 100 + 5, 70);
        for (std::int64_t j = 0; j < 3; ++j)
            add(middle, "SELECT", i * 100 + 10 + j * 20, 15);
    }
    const auto traces = std::make_shared<const trace::TraceSet>(std::vector{builder.freeze()});
    trace::TimelineInput input;
    for (std::uint32_t row = 0; row < traces->spanCount(); ++row) {
        input.spans.push_back({0, trace::SpanRow{row}});
        if (row % 3 == 0 && traces->name(input.spans.back()) == "poll")
            input.noise.push_back(input.spans.back());
    }
    return ui::buildGanttDocument(traces, std::move(input), nullptr);
}

// Every zoom from everything down to a few microseconds, at several places of the list.
double slowFrameMs(ui::GanttView& view)
{
    std::vector<double> frames;
    QImage image(view.size(), QImage::Format_RGB32);
    for (int zoom = 0; zoom < 24; ++zoom) {
        for (int place = 0; place <= 8; ++place) {
            view.verticalScrollBar()->setValue(
                static_cast<int>(static_cast<double>(view.verticalScrollBar()->maximum()) * place / 8));
            QElapsedTimer timer;
            timer.start();
            view.render(&image);
            frames.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        view.setWindow(
            ui::zoomed(view.window(), 0.6, view.whole().startNs + view.whole().lengthNs() / 3, view.whole()));
    }
    const auto at = frames.begin() + static_cast<std::ptrdiff_t>(frames.size() * 95 / 100);
    std::nth_element(frames.begin(), at, frames.end());
    return *at;
}

double paint(std::size_t spans)
{
    static int argc = 1;
    static char name[] = "spanlight_bench";
    static char* argv[] = {name, nullptr};
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    ui::GanttView view;
    view.resize(1600, 900);
    view.show();
    view.setDocument(documentOf(spans));
    view.grab(); // fonts and minimap
    return slowFrameMs(view);
}

} // namespace

std::vector<Figure> ganttFigures(const Scale& scale)
{
    Figure figure;
    figure.name = "gantt-frame-p95";
    figure.n = scale.spanCounts.front();
    figure.reference = "8 ms, at 1600×900 at every zoom";
    figure.limit = 1;
    figure.subjectValue = [n = figure.n] { return paint(n); };
    figure.referenceValue = [] { return kFrameMs; };
    return {figure};
}

} // namespace spanlight::bench
