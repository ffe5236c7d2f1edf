#include "tests/servers/replica_process.h"

#include <QDeadlineTimer>
#include <QFileInfo>

namespace spanlight::test {

namespace {

constexpr int kPatienceMs = 120'000;

QString replicaFolder()
{
    const QString shared = qEnvironmentVariable("SPANLIGHT_SHARED", QStringLiteral("../shared"));
    return qEnvironmentVariable("SPANLIGHT_REPLICA", shared + QStringLiteral("/tools/replica"));
}

QString replicaPython()
{
    const QString servers = qEnvironmentVariable("SPANLIGHT_SERVERS");
    return qEnvironmentVariable("SPANLIGHT_REPLICA_PYTHON", servers + QStringLiteral("/python/bin/python"));
}

} // namespace

bool hasReplica()
{
    return QFileInfo::exists(replicaFolder() + QStringLiteral("/replica.py")) &&
           QFileInfo(replicaPython()).isExecutable();
}

ReplicaProcess::ReplicaProcess(const ReplicaPlay& play)
{
    m_process.setWorkingDirectory(replicaFolder());
    // Python leaves nothing of its own beside the scripts.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PYTHONDONTWRITEBYTECODE"), QStringLiteral("1"));
    m_process.setProcessEnvironment(environment);
    m_process.start(replicaPython(),
                    {QStringLiteral("replica.py"), QStringLiteral("scenario"), play.scenario, QStringLiteral("--otlp"),
                     play.receiver, QStringLiteral("--vocabulary"), play.vocabulary, QStringLiteral("--time-scale"),
                     QStringLiteral("0.01"), QStringLiteral("--keep")});
}

ReplicaProcess::~ReplicaProcess()
{
    m_process.terminate(); // it ends the processes that it started
    m_process.waitForFinished(kPatienceMs);
}

nlohmann::json ReplicaProcess::played()
{
    QByteArray text;
    const QDeadlineTimer deadline(kPatienceMs);
    while (!deadline.hasExpired() && m_process.waitForReadyRead(kPatienceMs)) {
        text += m_process.readAllStandardOutput();
        if (nlohmann::json read = nlohmann::json::parse(text.toStdString(), nullptr, false); !read.is_discarded())
            return read;
    }
    return nullptr;
}

} // namespace spanlight::test
