#include "app/cli/picture.h"

#include <QBuffer>
#include <QByteArray>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgRenderer>

namespace spanlight::cli {

tl::expected<void, CliError> writePng(const std::string& svg, const std::string& path)
{
    QSvgRenderer renderer(QByteArray::fromStdString(svg));
    QImage image(renderer.defaultSize(), QImage::Format_ARGB32_Premultiplied);
    if (!renderer.isValid() || image.isNull())
        return tl::unexpected(
            CliError{kInputFailed, "the picture is too large to be drawn. Write --output FILE.svg instead."});
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    QByteArray png;
    QBuffer buffer(&png);
    QSaveFile file(QString::fromStdString(path));
    const bool written = buffer.open(QIODevice::WriteOnly) && image.save(&buffer, "PNG") &&
                         file.open(QIODevice::WriteOnly) && file.write(png) == png.size() && file.commit();
    if (!written)
        return tl::unexpected(CliError{kInputFailed, "cannot write " + path + ": " + file.errorString().toStdString() +
                                                         ". Choose another place with --output."});
    return {};
}

} // namespace spanlight::cli
