import { useEffect, useState } from "preact/hooks";
import { Scroll } from "./scroll.tsx";

/** What of an OpenAPI document is shown here. */
interface Document {
  readonly info: { readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
  }[];
  readonly requestBody?: Described;
  readonly responses: Readonly<Record<string, Described>>;
}

interface Described {
  readonly description: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** The OpenAPI document of this very Worker, to be read. */
export function ApiView() {
  const [document, setDocument] = useState<Document | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [filter, setFilter] = useState("");
  useEffect(() => {
    fetch("/openapi.json")
      .then((response) => response.json())
      .then(setDocument, (error: Error) => setFault(`/openapi.json: ${error.message}`));
  }, []);
  const operations = Object.entries(document?.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const shown = operations.filter(({ path, operation }) =>
    `${path} ${operation.summary}`.toLowerCase().includes(filter.toLowerCase()),
  );
  return (
    <div class="api">
      <h1>API</h1>
      {fault !== null && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <p>
        {document?.info.description} The document itself: <a href="/openapi.json">/openapi.json</a>
        {document !== null && `, version ${document.info.version}`}.
      </p>
      <label class="filter">
        Filter{" "}
        <input
          type="text"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      </label>
      {shown.map(({ path, method, operation }) => (
        <details key={operation.operationId} class="operation">
          <summary>
            <b class={`method ${method}`}>{method.toUpperCase()}</b> <code>{path}</code>{" "}
            <span>{operation.summary}</span>
          </summary>
          <p>{operation.description}</p>
          {operation.parameters.length > 0 && (
            <Scroll label={`Parameters of ${path}`}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">parameter</th>
                    <th scope="col">in</th>
                    <th scope="col">what it says</th>
                  </tr>
                </thead>
                <tbody>
                  {operation.parameters.map(({ name, in: where, required, description }) => (
                    <tr key={`${where} ${name}`}>
                      <th scope="row">
                        <code>{name}</code>
                      </th>
                      <td>
                        {where}
                        {required && ", required"}
                      </td>
                      <td>{description}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
          {operation.requestBody !== undefined && (
            <p>
              <b>Body:</b> {operation.requestBody.description} <Types of={operation.requestBody} />
            </p>
          )}
          <ul>
            {Object.entries(operation.responses).map(([status, response]) => (
              <li key={status}>
                <b>{status}</b>: {response.description} <Types of={response} />
              </li>
            ))}
          </ul>
          {method === "get" && !path.includes("{") && (
            <p>
              <a href={path}>Open {path}</a>
            </p>
          )}
        </details>
      ))}
    </div>
  );
}

function Types({ of: { content } }: { of: Described }) {
  const types = Object.keys(content ?? {});
  return <code>{types.join(", ")}</code>;
}
