#include "app/session/load_previews.h"

#include <algorithm>
#include <utility>

namespace spanlight::app {

std::shared_ptr<const ui::LoadPreview> makePreview(const Catalogue& catalogue, const PreviewWish& wish)
{
    const auto& rows = catalogue.rows;
    const auto chosen = std::find_if(rows.begin(), rows.end(), [&wish](const items::OperationRow& row) {
        return wish.id.isEmpty() || (row.id == wish.id && row.isTrace == wish.isTrace);
    });
    if (chosen == rows.end())
        return nullptr;
    auto preview = std::make_shared<ui::LoadPreview>();
    preview->id = chosen->id;
    preview->isTrace = chosen->isTrace;
    preview->traces = catalogue.traces;
    preview->profile = catalogue.profile;
    preview->spans = catalogue.traces->spanCount();
    preview->rows = rows;
    for (items::OperationRow& row : preview->rows)
        row.unfinished = true; // more of it may follow
    trace::TimelineInput input;
    input.traces = catalogue.traces.get();
    for (const trace::TraceId id : catalogue.rowTraces[static_cast<std::size_t>(chosen - rows.begin())]) {
        const auto spans = catalogue.traces->traceSpans(id);
        input.spans.insert(input.spans.end(), spans.begin(), spans.end());
    }
    preview->gantt = ui::buildGanttDocument(catalogue.traces, std::move(input), nullptr);
    return preview;
}

void LoadPreviews::begin()
{
    m_work.cancel();
    m_stores.clear();
}

void LoadPreviews::clear()
{
    begin();
    m_shown.reset();
}

void LoadPreviews::take(std::shared_ptr<const trace::TraceStore> store,
                        std::shared_ptr<const operations::Profile> named, const PreviewWish& wish)
{
    m_stores.push_back(std::move(store));
    m_named = std::move(named);
    build(wish);
}

void LoadPreviews::show(const PreviewWish& wish)
{
    if (m_shown && (m_shown->id != wish.id || m_shown->isTrace != wish.isTrace))
        build(wish);
}

void LoadPreviews::build(const PreviewWish& wish)
{
    m_work.start([stores = m_stores, named = m_named,
                  wish](const CancelToken&) { return makePreview(makeCatalogue(stores, named, {}), wish); },
                 [this](const std::shared_ptr<const ui::LoadPreview>& preview) {
                     if (!preview)
                         return;
                     m_shown = preview;
                     emit changed();
                 });
}

} // namespace spanlight::app
