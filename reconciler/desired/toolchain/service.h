#pragma once

#include "reconciler/desired/toolchain/services.h"
#include "reconciler/text/value.h"

#include <string>

namespace pgberth::toolchain {

/// The service that the values in `file` describe: `service_name`, else `ecr_repo_base`, which the
/// charts derive from it, else `name` with slashes for dashes, else the file's folder.
ServiceName service_of(const ValuePtr& values, const std::string& file);

/// The `dbs` of one service and its workers, as the charts merge them.
Wishes wishes_of(const ValuePtr& values, const ServiceName& service);

/// Whether there is any `dbs` in `values` at all, even an empty one.
bool speaks_of_databases(const ValuePtr& values);

}  // namespace pgberth::toolchain
