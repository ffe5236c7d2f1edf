#include "ui/jobs/workbench.h"
