#pragma once

#include "reconciler/adapters/aws/given_credentials.h"
#include "reconciler/adapters/http/http_client.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/store_address.h"

namespace pgberth {

/// The credentials of the container in which we run (ECS, EKS Pod Identity), where a variable says
/// at which address they are given out. Over plain HTTP only this machine and the two addresses of
/// such services are asked. A token file is read anew each time. `metadata` is as
/// `metadata_options` says.
/// Errors: StoreAuth (refused, or the variables cannot be used), StoreUnreachable,
/// StoreCertificate, StoreFailed. None repeats what was answered.
Result<MaybeCredentials> container_credentials(const AwsAddress& address,
                                               const AwsVariable& variable, HttpClient& metadata,
                                               Clock& clock);

}  // namespace pgberth
