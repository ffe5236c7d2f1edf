#include "tests/bench/figures.h"
#include "tests/bench/gantt_documents.h"
#include "ui/gantt/find_bar.h"
#include "ui/gantt/gantt_view.h"
#include "ui/gantt/timeline_page.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QImage>
#include <QScrollBar>

#include <algorithm>
#include <functional>
#include <random>

namespace spanlight::bench {

namespace {

constexpr double kFrameMs = 8;
constexpr double kTreeMs = 50;
constexpr double kFilterMs = 100;
constexpr int kFrames = 400;

// An application for as long as a figure is taken.
class Window
{
public:
    Window()
    {
        static int argc = 1;
        static char name[] = "spanlight_bench";
        static char* argv[] = {name, nullptr};
        qputenv("QT_QPA_PLATFORM", "offscreen");
        m_application = std::make_unique<QApplication>(argc, argv);
        m_page = std::make_unique<ui::TimelinePage>();
        m_page->resize(1600, 900);
        m_page->show();
    }

    ui::TimelinePage& page() { return *m_page; }
    ui::GanttView& view() { return m_page->gantt(); }
    void paint()
    {
        if (m_image.size() != view().size())
            m_image = QImage(view().size(), QImage::Format_RGB32);
        view().render(&m_image);
    }

private:
    std::unique_ptr<QApplication> m_application;
    std::unique_ptr<ui::TimelinePage> m_page;
    QImage m_image;
};

double millisecondsOf(const std::function<void()>& run)
{
    QElapsedTimer timer;
    timer.start();
    run();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double percentile(std::vector<double> values, std::size_t percent)
{
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * percent / 100);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

void moveAtRandom(ui::GanttView& view, std::mt19937& random)
{
    const auto share = [&random] { return static_cast<double>(random() % 10'000) / 10'000; };
    switch (random() % 5) {
    case 0:
        view.verticalScrollBar()->setValue(static_cast<int>(view.verticalScrollBar()->maximum() * share()));
        break;
    case 1:
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() + static_cast<int>(share() * 400) - 200);
        break;
    case 2:
        view.setWindow(ui::panned(view.window(), share() * 2 - 1, view.whole()));
        break;
    case 3:
        view.setWindow(ui::zoomed(
            view.window(), 0.25 + share() * 2.5,
            view.window().startNs + static_cast<std::int64_t>(static_cast<double>(view.window().lengthNs()) * share()),
            view.whole()));
        break;
    default:
        view.setWindow(view.whole());
        break;
    }
}

double frameMs(std::size_t spans)
{
    Window window;
    window.view().setDocument(mixedSpans(spans).build());
    window.paint(); // fonts and minimap
    std::mt19937 random(42);
    std::vector<double> frames;
    for (int i = 0; i < kFrames; ++i)
        frames.push_back(millisecondsOf([&] {
            moveAtRandom(window.view(), random);
            window.paint();
        }));
    return percentile(frames, 95);
}

// From the key to the new picture, typing several words and taking them back; the slowest key.
double filterMs(std::size_t spans)
{
    Window window;
    window.view().setDocument(generatedSpans(spans).build());
    window.paint();
    std::vector<double> keys;
    const auto type = [&](const QString& text) {
        keys.push_back(millisecondsOf([&] {
            QEventLoop loop;
            QObject::connect(&window.page().findBar(), &ui::FindBar::shown, &loop, &QEventLoop::quit);
            window.page().findBar().setText(text);
            loop.exec();
            window.paint();
        }));
    };
    for (const char* word : {"10.2.3", "payments", "status_code=503", "e", "GET -inventory", "Zürich"})
        for (int length = 1; length <= QString::fromUtf8(word).size(); ++length)
            type(QString::fromUtf8(word).left(length));
    return percentile(keys, 95);
}

using Act = std::function<void(ui::GanttView&)>;

double treeMs(const std::function<GanttInput()>& make, const Act& before, const Act& act)
{
    Window window;
    const auto document = make().build();
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        window.view().setDocument(document);
        before(window.view());
        times.push_back(millisecondsOf([&] {
            act(window.view());
            window.paint();
        }));
    }
    return *std::min_element(times.begin(), times.end());
}

double orderMs(std::size_t spans)
{
    Window window;
    const auto document = mixedSpans(spans).build();
    window.view().setDocument(document);
    return millisecondsOf([&] {
        window.view().setOrder(
            std::make_shared<const ui::RowOrder>(ui::orderRows(*document, ui::SiblingOrder::Longest)));
        window.paint();
    });
}

double buildMs(HardShape shape, std::size_t spans)
{
    Window window;
    const GanttInput input = hardSpans(shape, spans);
    return millisecondsOf([&] {
        window.view().setDocument(input.build());
        window.paint();
    });
}

double hardFrameMs(HardShape shape, std::size_t spans)
{
    Window window;
    window.view().setDocument(hardSpans(shape, spans).build());
    window.paint();
    std::mt19937 random(42);
    std::vector<double> frames;
    for (int i = 0; i < kFrames; ++i)
        frames.push_back(millisecondsOf([&] {
            moveAtRandom(window.view(), random);
            window.paint();
        }));
    return percentile(frames, 95);
}

Figure within(const std::string& name, std::size_t n, double most, const std::string& what,
              std::function<double()> value)
{
    Figure figure;
    figure.name = name;
    figure.n = n;
    figure.reference = what;
    figure.limit = 1;
    figure.subjectValue = std::move(value);
    figure.referenceValue = [most] { return most; };
    return figure;
}

// The same with ten times the spans must not take more than eleven times as long.
Figure growth(const std::string& name, std::size_t n, const std::function<double(std::size_t)>& value)
{
    Figure figure;
    figure.name = name + "-growth";
    figure.n = n;
    figure.reference = "the same with a tenth of the spans";
    figure.limit = 11;
    figure.subjectValue = [value, n] { return value(n); };
    figure.referenceValue = [value, n] { return value(n / 10); };
    return figure;
}

void addTreeFigures(std::vector<Figure>& figures, std::size_t n)
{
    const Act nothing = [](ui::GanttView&) {};
    const Act collapse = [](ui::GanttView& view) { view.collapseAll(); };
    const Act expand = [](ui::GanttView& view) { view.expandAll(); };
    const Act last = [](ui::GanttView& view) { view.selectSpan(view.document()->input.spans.back()); };
    const auto add = [&](const std::string& name, const std::function<GanttInput(std::size_t)>& make, const Act& before,
                         const Act& act) {
        const auto value = [=](std::size_t spans) { return treeMs([&] { return make(spans); }, before, act); };
        figures.push_back(within(name, n, kTreeMs, "50 ms on the GUI thread", [=] { return value(n); }));
        figures.push_back(growth(name, n, value));
    };
    add("tree-collapse", mixedSpans, nothing, collapse);
    add("tree-expand", mixedSpans, collapse, expand);
    add("tree-show-span", mixedSpans, collapse, last);
    for (const HardShape shape : {HardShape::Flat, HardShape::Chain}) {
        const auto make = [shape](std::size_t spans) { return hardSpans(shape, spans); };
        add("tree-collapse-" + name(shape), make, last, collapse);
        add("tree-expand-" + name(shape), make, collapse, expand);
    }
    figures.push_back(growth("tree-sort", n, orderMs));
}

} // namespace

std::vector<Figure> ganttFigures(const Scale& scale)
{
    const std::size_t n = scale.spanCounts.back();
    std::vector<Figure> figures;
    figures.push_back(within("gantt-frame-p95", n, kFrameMs, "8 ms, at 1600×900, scrolling, zooming, panning at random",
                             [n] { return frameMs(n); }));
    figures.push_back(figures.back());
    figures.back().name = "gantt-frame-evenness";
    figures.back().reference = "the same with a hundredth of the spans";
    figures.back().limit = 1.5;
    figures.back().referenceValue = [n] { return frameMs(n / 100); };
    figures.push_back(
        within("filter-as-you-type", n, kFilterMs, "100 ms from the key to the picture", [n] { return filterMs(n); }));
    addTreeFigures(figures, n);
    for (const HardShape shape :
         {HardShape::Flat, HardShape::Chain, HardShape::SameInstant, HardShape::OneLong, HardShape::AllNamesDiffer}) {
        figures.push_back(
            growth("gantt-open-" + name(shape), n, [shape](std::size_t spans) { return buildMs(shape, spans); }));
        figures.push_back(within("gantt-frame-" + name(shape), n, kFrameMs, "8 ms, at random",
                                 [shape, n] { return hardFrameMs(shape, n); }));
    }
    return figures;
}

} // namespace spanlight::bench
